# Reads what netcoop wrote for backbone (3.0). Run it in this folder.
# install.packages("backbone")
library(backbone)

# Rows are actors, columns are meetings; 1 where the actor was there.
attendance <- as.matrix(read.csv(
  "incidence.csv", row.names = 1, check.names = FALSE, fileEncoding = "UTF-8-BOM"
))
nodes <- read.csv("nodes.csv", fileEncoding = "UTF-8-BOM", na.strings = "")

# The null model of nc.backbone and nc.null_test: who came how often and how many came are kept.
found <- backbone_from_projection(attendance, alpha = 0.05, model = "fdsm", backbone_only = FALSE)
