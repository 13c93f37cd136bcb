import unittest

from shop.price import total


class PriceTests(unittest.TestCase):
    # What one thing costs.
    def test_one(self):
        self.assertEqual(total([5]), 5)

