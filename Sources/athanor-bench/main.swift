print("athanor-bench")
