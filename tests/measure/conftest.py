"""The small centre, compiled once."""

import pytest
from handmade import Book, centre


@pytest.fixture(scope="session")
def plan():
    return centre()


@pytest.fixture
def book(plan):
    return Book(plan)
