"""WeChat as an official account sees it: pushes with signatures and repetitions, and the interfaces that it calls."""
