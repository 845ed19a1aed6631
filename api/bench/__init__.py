"""Benchmarks: load on a running system from outside, over HTTP on the loopback interface alone."""
