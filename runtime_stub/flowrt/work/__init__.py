"""`flowrt work`: the flows of a verified archive as workers on a durable queue.

A flow has a queue of its own on a NATS server with JetStream (`names`, `streams`, `queues`). A
`Worker` takes messages from it, never more than it has room for (`pull`), runs each as a
transaction (`desk`), and acknowledges it only when its outcome is stored. `records` remember what a
transaction has been through, so that whoever takes it up next goes on from there.
"""
