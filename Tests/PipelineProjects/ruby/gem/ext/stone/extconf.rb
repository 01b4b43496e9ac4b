require 'mkmf'
create_makefile('stone/stone_c')
