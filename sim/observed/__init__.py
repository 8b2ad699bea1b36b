"""What a centre's own systems would have written down of a play: telephony, bot platform, CRM.

The logs of a play know everything. An analyst of a real centre sees less: how long the answered
would have waited, whether a problem was solved in truth, how hard it was, what was asked for and
not granted, stays hidden. Here is the part that would be exported, under the names that such
exports use.
"""
