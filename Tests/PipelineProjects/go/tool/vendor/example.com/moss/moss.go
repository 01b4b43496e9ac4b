package moss

const Colour = "green"
