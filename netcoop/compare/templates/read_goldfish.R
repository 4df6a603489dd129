# Reads what netcoop wrote for goldfish (1.6). Run it in this folder.
# install.packages("goldfish")
library(goldfish)

read <- function(file, ...) read.csv(file, fileEncoding = "UTF-8-BOM", na.strings = "", ...)

actors <- read("nodes.csv", colClasses = c(label = "character", present = "logical"))
events <- read("events.csv", colClasses = c(sender = "character", receiver = "character"))
composition <- read("composition.csv", colClasses = c(node = "character", replace = "logical"))

# Times are days since 1 January 1970: the first day of a period. Nothing is known of the order
# within a period.
actors <- defineNodes(actors)
if (nrow(composition) > 0) {
  actors <- linkEvents(actors, composition, attribute = "present")
}
cooperation <- defineNetwork(nodes = actors, directed = DIRECTED)
cooperation <- linkEvents(cooperation, events, nodes = actors)
dependent <- defineDependentEvents(events, nodes = actors, defaultNetwork = cooperation)
