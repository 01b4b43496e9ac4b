# Two commands are all that is needed: make demo, and make test. Both may be run again at any time.

CUTTLE := .build/release/cuttle
KEY    := keys/local.rsa

# Only the installation of packages needs root.
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

LIBRARIES  := libarchive-dev libcurl4-openssl-dev libdeflate-dev libpcre2-dev libsodium-dev libssl-dev libyaml-dev libzstd-dev zlib1g-dev
PROGRAMS   := bubblewrap mount util-linux git
CONTAINERS := runc umoci
REFEREES   := curl procps docker-registry podman apache2-utils skopeo oci-image-tool faketime openssl python3 python3-jsonschema python3-venv python3-yaml binutils gcc libc6-dev

.PHONY: help demo test test-core test-server build server install-demo install-test key seed toolchains sources packages test-packages images test-images image run bench fuzz lint clean

help:
	@echo 'make demo   install what is needed, build Cuttle, build packages from source, make an image of them, run it'
	@echo 'make test   install what the tests need, and run them all'
	@echo 'make images build the images of images/README.md into output/, once make demo has run'
	@echo 'make server build cuttle-serve, the server of repositories, for cuttle repo serve'

demo: install-demo build key seed sources packages images image run

test: test-core test-server test-images

# The modules are tested as debug builds, the whole road with the program as it is released.
test-core: install-test build
	CUTTLE_PROGRAM=$(abspath $(CUTTLE)) swift test

# The repository server is a package of its own in Server/, so that neither the demo nor the core waits for SwiftNIO. Its first debug build
# takes three to four minutes on two cores, and its tests, among them a thousand readers, two: little enough to be run each time. They run the
# debug build, for a release of SwiftNIO takes longer than all of that.
test-server: install-test build
	CUTTLE_PROGRAM=$(abspath $(CUTTLE)) swift test $(SERVER)

# Installs the packages of a list that are missing; asks for root only when there is something to install.
define install
	@missing=$$(for package in $(1); do dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || echo $$package; done); \
	if [ -n "$$missing" ]; then \
		echo "installing" $$missing; \
		$(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing; \
	fi
endef

install-demo:
	$(call install,$(LIBRARIES) $(PROGRAMS) $(CONTAINERS))

install-test:
	$(call install,$(LIBRARIES) $(PROGRAMS) $(CONTAINERS) $(REFEREES))
	@scripts/install-referees .build/referees

# Its build folder lies in that of the core, where cuttle finds the program.
SERVER := --package-path Server --scratch-path .build/server

server:
	swift build $(SERVER) -c release --product cuttle-serve --static-swift-stdlib

build:
	swift build -c release --product cuttle --static-swift-stdlib

key: $(KEY)

$(KEY):
	$(CUTTLE) keygen $(KEY)

# The Debian root that first packages are built in; made once per list of Debian packages.
seed: key
	$(CUTTLE) seed --out-dir packages/seed --signing-key $(KEY)

# The larger seed, with Debian's CMake, Meson, Go, Rust, Java, Perl, PHP, Python, R, Ruby and Node, for recipes that need them.
toolchains: key
	scripts/seed-toolchains $(CUTTLE) --out-dir packages/toolchains --signing-key $(KEY)

# Copies of the sources, for machines without a way to upstream.
sources:
	@scripts/fetch-sources sources

packages: key
	$(CUTTLE) build recipes --out-dir packages --signing-key $(KEY) --pipeline-dirs pipelines \
		--repository-append packages/seed --keyring-append $(KEY).pub --source-mirror sources

# The tests of the recipes, against the packages just built.
test-packages:
	$(CUTTLE) test recipes --out-dir packages --pipeline-dirs pipelines --repository-append packages/seed --keyring-append $(KEY).pub

image: key
	$(CUTTLE) image build images/hello.yaml hello:latest output/hello --repository-append packages --keyring-append $(KEY).pub

# Image and tag; a layout holds one image, so each tag has its own.
IMAGES := static:latest static:nonroot static:debug static:debug-nonroot

images: key
	@for image in $(IMAGES); do \
		name=$$(echo $$image | sed 's/:latest$$//; s/:/-/'); \
		$(CUTTLE) image build images/$$name.yaml $$image output/$$name --repository-append packages --keyring-append $(KEY).pub || exit; \
	done

# The images, judged by programs that are not Cuttle's.
test-images: install-test build key seed sources packages images
	scripts/test-images output

# Runs the image as a container, with what is not Cuttle: umoci unpacks it, runc starts it.
run:
	@scripts/run-image output/hello latest

# How long it takes to check thousands of recipes, and to write a large package; CUTTLE_WOLFI=FOLDER measures a folder of real ones besides.
bench: build
	$(call install,pigz)
	Benchmarks/run
	Benchmarks/emission

# Reads changed recipes, packages, indexes, descriptions or ELF files: make fuzz TARGET=package SECONDS=600.
TARGET ?= recipe
SECONDS ?= 60
fuzz:
	scripts/fuzz $(SECONDS) $(TARGET)

lint:
	swift format lint --strict --recursive Package.swift Sources Tests Fuzzing Server/Package.swift Server/Sources Server/Tests

clean:
	rm -rf .build output packages logs
