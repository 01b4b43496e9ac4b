module Pebble; end
