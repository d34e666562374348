print(f"Hello {input()}")
