"""A figure as data: read in memory, said in words, reconciled, suppressed, digested.

SQL reads the same data elsewhere. `algebra` is the closed language of conditions, `facts` names the tables of
facts and their columns, `figure` is a figure as data, `dispatch` gathers the standard figures of the dispatch
report, `memory` is the reference reading every other reading is compared with, and `statement` checks a
published paragraph.
"""
