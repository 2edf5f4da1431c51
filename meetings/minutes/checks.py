"""x"""
def check(document, vocabulary):
    return ()
