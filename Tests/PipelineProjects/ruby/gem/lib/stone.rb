require 'stone/stone_c'
