"""`flowrt serve`: the flows of a verified archive over HTTP.

`processes` listens and keeps processes, each of which has an `application`; that one knows HTTP
as ASGI has it (`exchange`), finds what is asked for (`paths`) and runs it (`transactions`).
"""
