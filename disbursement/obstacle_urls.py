"""Pages of obstacles and of directives of leaders."""

from django.urls import URLPattern, path

from disbursement.views import directives, obstacle_sums, obstacles

urlpatterns: list[URLPattern] = [
    path("vuong-mac/", obstacles.obstacles, name="obstacles"),
    path("vuong-mac/tong-hop/", obstacle_sums.obstacle_sums, name="obstacle_sums"),
    path("vuong-mac/tong-hop/xuat/", obstacle_sums.obstacle_sums_file, name="obstacle_sums_file"),
    path("vuong-mac/du-an/<str:code>/", obstacles.obstacle_new, name="obstacle_new"),
    path("vuong-mac/<int:pk>/", obstacles.obstacle, name="obstacle"),
    path("vuong-mac/<int:pk>/sua/", obstacles.obstacle_edit, name="obstacle_edit"),
    path("vuong-mac/<int:pk>/tra-loi/", obstacles.obstacle_reply, name="obstacle_reply"),
    path("vuong-mac/<int:pk>/ket-thuc/", obstacles.obstacle_end, name="obstacle_end"),
    path("vuong-mac/<int:pk>/mo-lai/", obstacles.obstacle_again, name="obstacle_again"),
    path("chi-dao/", directives.directives, name="directives"),
    path("chi-dao/them/", directives.directive_new, name="directive_new"),
    path("chi-dao/<int:pk>/", directives.directive, name="directive"),
    path("chi-dao/<int:pk>/sua/", directives.directive_edit, name="directive_edit"),
    path("chi-dao/<int:pk>/bao-cao/", directives.directive_tell, name="directive_tell"),
    path("chi-dao/<int:pk>/gia-han/", directives.directive_put_off, name="directive_put_off"),
    path("chi-dao/<int:pk>/ket-thuc/", directives.directive_end, name="directive_end"),
    path("chi-dao/<int:pk>/mo-lai/", directives.directive_again, name="directive_again"),
]
