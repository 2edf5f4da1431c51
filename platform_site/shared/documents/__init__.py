"""Documents that are drawn once for the same content, the long ones by a worker while their page shows progress."""
