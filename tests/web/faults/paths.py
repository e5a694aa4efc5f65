"""What the servers of these tests are asked for."""

PICTURE = "/diagrams/resnet18.svg?focus=layer1"
LARGE = "/diagrams/resnet101.svg?detail=full&fold=false"  # a second or more
EVERYTHING = [
    PICTURE,
    "/diagrams/resnet18.png",
    "/diagrams/resnet18.pdf",
    "/models/resnet18",
    "/?lang=zh",
    "/api/v1/models",
    "/static/atlas.css",
]
