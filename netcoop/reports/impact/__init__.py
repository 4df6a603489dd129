"""The report on a pilot: did the regions that took part change more, and what stays?"""
