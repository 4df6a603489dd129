# Reads what netcoop wrote for RSiena. Run it in this folder.
# install.packages("RSiena")
library(RSiena)

read <- function(file, ...) read.csv(file, fileEncoding = "UTF-8-BOM", na.strings = "", ...)

nodes <- read("nodes.csv", colClasses = c(label = "character"))
phases <- read("phases.csv", colClasses = c(phase = "character"))

# Rows and columns are the actors in the order of nodes.csv. 1 is a tie, 0 is none, and 10 stands
# where one of the two was not there (a structural zero).
waves <- lapply(phases$file, function(file) {
  as.matrix(read.csv(file, header = FALSE))
})
ties <- sienaDependent(
  array(unlist(waves), dim = c(nrow(nodes), nrow(nodes), nrow(phases)))
)
# Of actors, for example: sector <- coCovar(as.integer(factor(nodes$sector)), centered = FALSE)

data <- sienaDataCreate(ties)
effects <- getEffects(data)

# The report says how alike two phases are (Jaccard). Below about .3 the model has little to go on.
print01Report(data, modelname = "netcoop")
