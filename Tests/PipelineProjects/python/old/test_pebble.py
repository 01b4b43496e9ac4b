import unittest

import pebble


class Test(unittest.TestCase):
    def test_weight(self):
        self.assertEqual(pebble.weight, 42)
