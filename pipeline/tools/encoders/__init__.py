"""The encoder family: a model folder, a stand-in for want of one, a cache around both."""
