Gem::Specification.new do |spec|
  spec.name = 'pebble'
  spec.version = '3.0'
  spec.summary = 'is small'
  spec.authors = ['A Tester']
  spec.files = ['lib/pebble.rb']
  spec.executables = ['pebble']
end
