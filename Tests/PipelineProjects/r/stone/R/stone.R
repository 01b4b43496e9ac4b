weight <- function() .Call(weigh)
