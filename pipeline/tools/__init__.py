"""The world, behind protocols of one or two methods; every tool states its identity."""
