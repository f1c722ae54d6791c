"""Members of the encoder family: a model folder, a stand-in without a model, a cache around both."""
