"""What autonomy costs: policy of the long run against threats of the first year. Open `frontier` first."""
