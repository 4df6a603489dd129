# The public names of netcoop.maps; each is imported when it is first used.
from .interactive import NetworkMap as NetworkMap
from .interactive import map_network as map_network
from .pictures.bins import plot_event_study as plot_event_study
from .pictures.changes import plot_change_matrix as plot_change_matrix
from .pictures.charts import plot_metric as plot_metric
from .pictures.charts import plot_removal_curve as plot_removal_curve
from .pictures.dots import plot_regions as plot_regions
from .pictures.ego import plot_ego as plot_ego
from .pictures.matrices import plot_matrix as plot_matrix
from .pictures.multiples import RegionMaps as RegionMaps
from .pictures.multiples import map_regions as map_regions
from .pictures.spots import plot_white_spots as plot_white_spots
from .pictures.static import plot_network as plot_network
from .places.kept_layout import Layout as Layout
from .places.layout import map_layout as map_layout
