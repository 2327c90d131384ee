"""One function for each thing that a person does. Each owns its transaction; none calls another that writes."""
