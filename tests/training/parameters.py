"""How many parameters each recipe's network has."""

PARAMETERS = {
    "classroom-1": 1_236_145,
    "classroom-2": 2_775_217,
    "cnn-4": 1_694_545,
    "cnn-4x5": 1_822_001,
    "dcnn-6": 2_814_609,
    "xception": 739_281,
    "dexpression": 424_161,
    "resnet34": 5_336_241,
    "resnet50": 24_117_393,
    "mobilenet": 3_362_641,
    "tiny": 1_929,
}
