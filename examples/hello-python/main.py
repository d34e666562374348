print("Hello from a container that lives for this one call!")
