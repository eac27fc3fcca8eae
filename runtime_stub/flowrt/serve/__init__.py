"""`flowrt serve`: the flows of a verified archive over HTTP.

`processes` listens and keeps processes, each of which has an `application`; that one knows HTTP
as ASGI has it (`exchange`), finds what is asked for (`paths`) and runs it (`transactions`).
A request for a quick flow that comes whole takes a shorter way: `protocol` holds it, `heads` says
what it asks for, `at_once` answers.
"""
