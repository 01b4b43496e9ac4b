module example.com/stone

go 1.16
