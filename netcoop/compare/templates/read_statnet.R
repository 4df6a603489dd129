# Reads what netcoop wrote for statnet. Run it in this folder.
# install.packages(c("network", "networkDynamic", "ergm", "tergm"))
library(network)
library(networkDynamic)

read <- function(file, ...) read.csv(file, fileEncoding = "UTF-8-BOM", na.strings = "", ...)

nodes <- read("nodes.csv", colClasses = c(label = "character"))
phases <- read("phases.csv", colClasses = c(phase = "character"))
edge_spells <- read("edge_spells.csv")
vertex_spells <- read("vertex_spells.csv")

base <- network.initialize(nrow(nodes), directed = DIRECTED, loops = FALSE)
network.vertex.names(base) <- nodes$label
for (column in c("kind", "sector", "region")) {
  base <- set.vertex.attribute(base, column, as.character(nodes[[column]]))
}

# One network for each phase, of the actors that were there.
networks <- lapply(seq_len(nrow(phases)), function(number) {
  ties <- read(phases$file[number])
  net <- network.copy(base)
  if (nrow(ties) > 0) {
    net <- add.edges(net, tail = ties$tail, head = ties$head)
    net <- set.edge.attribute(net, "weight", ties$weight)
  }
  there <- vertex_spells$vertex[vertex_spells$onset == phases$onset[number]]
  get.inducedSubgraph(net, v = there)
})
names(networks) <- phases$phase

# All phases in one: phase 1 is from 0 to 1, phase 2 from 1 to 2, and so on.
dynamic <- networkDynamic(
  base.net = base,
  edge.spells = as.matrix(edge_spells[, c("onset", "terminus", "tail", "head")]),
  vertex.spells = as.matrix(vertex_spells[, c("onset", "terminus", "vertex")])
)

# Ties from joint meetings come in cliques of all who sat at one table. A model of single ties
# (ergm, tergm) takes these for closure: do not use it for meetings, only for referrals.
