def main():
    print("plop")
