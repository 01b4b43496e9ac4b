Gem::Specification.new do |spec|
  spec.name = 'stone'
  spec.version = '1.2'
  spec.summary = 'says plop'
  spec.authors = ['A Tester']
  spec.files = ['lib/stone.rb', 'ext/stone/stone_c.c']
  spec.extensions = ['ext/stone/extconf.rb']
  spec.executables = ['stone']
  spec.bindir = 'exe'
  spec.signing_key = '/not/there.pem'
  spec.add_dependency 'boulder', '~> 9'
end
