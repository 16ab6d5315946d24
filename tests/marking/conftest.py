"""Fixtures that the tests of marking share."""

from marking_fixtures import hidden as hidden
from marking_fixtures import impatient as impatient
from marking_fixtures import kind as kind
from marking_fixtures import marked as marked
from marking_fixtures import secrets_of_the_judge as secrets_of_the_judge
from marking_fixtures import worker as worker
