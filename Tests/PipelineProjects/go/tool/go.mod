module example.com/stone

go 1.19

require example.com/moss v1.0.0
