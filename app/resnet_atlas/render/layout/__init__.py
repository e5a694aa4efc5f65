"""Where everything in a picture is: boxes, lanes, frames, arrows, labels."""
