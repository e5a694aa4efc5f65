"""ASGI middleware: what every request passes before a route, and every answer after it.

    uvicorn
      RootMiddleware       takes the prefix of the site out of the address
      SecurityHeaders      adds the headers that keep browsers safe
      LanguageMiddleware   chooses the language of the answer
      RequestId            gives the request an id
      RequestLog           times the request; writes its log line and counts it
      ExceptionMiddleware  Starlette's: turns exceptions into answers (``problems.py``)
      URLLimit             refuses an address that is too long
      Reload               reads own networks anew whose files have changed (`resnet-atlas open`)
      ResponseCache        answers what was asked before; compresses, validates, waits only so long
        FastAPI            routes

The order matters: an error is in the language of the request, and is logged and counted with its
request; a cached answer needs no more than these.
"""
