"""First-order exposure without inputs: Kleinman, Liu and Redding. All of it is in `equations`, in closed form."""
