# SPDX-License-Identifier: BSD-2-Clause

O ?= $(CURDIR)/build
export O

# Which machine is emulated, and for which architecture everything is built:
# the host's own unless MACHINE says otherwise.
HOST_ARCH := $(if $(filter aarch64,$(shell uname -m)),arm64,x86)
MACHINE ?= $(if $(filter arm64,$(HOST_ARCH)),arm64-gicv3,x86-svm)
SMP ?= 4
MEMORY ?= 1G
KERNEL ?= 6.1
DESTDIR ?= $(O)/stage

# Tests in emulated machines are for all of them unless one was asked for.
ONLY_MACHINE := $(if $(filter file,$(origin MACHINE)),,--machine $(MACHINE))

# What is built follows the machine; x86 and arm64 have output of their own.
ARCH := $(if $(filter arm64-%,$(MACHINE)),arm64,x86)
OUTPUT := $(O)$(if $(filter arm64,$(ARCH)),/arm64)
ifneq ($(ARCH),$(HOST_ARCH))
ifeq ($(ARCH),arm64)
CROSS_COMPILE ?= aarch64-linux-gnu-
SYSROOT ?= $(shell tests/vm/sysroot arm64)
endif
endif
# For sub-makes that build for the machine.
FOR_MACHINE = ARCH=$(ARCH) CROSS_COMPILE=$(CROSS_COMPILE) \
	SYSROOT=$(SYSROOT) O=$(OUTPUT)

.DEFAULT_GOAL := help
.PHONY: help all demo shell check check-all check-unit check-py check-vm \
	check-mutants lint stage install install-configs bench hypervisor inmates configs \
	tools driver clean

help:
	@echo 'make demo               the life of a cell in an emulated machine'
	@echo 'make shell              the same machine, interactively'
	@echo 'make check              all tests; ends with "N passed, N failed"'
	@echo 'make check-all          the same with every combination of machine,'
	@echo '                        CPU, memory and kernel; takes hours'
	@echo 'make check-unit [TEST=NAME]   unit tests on the host'
	@echo 'make check-py           tests of the tools'
	@echo 'make check-vm [MACHINE=M] [TEST=NAME]   tests in emulated machines'
	@echo 'make check-mutants [MUTANT=NAME]   do the tests notice holes?'
	@echo 'make lint               rules for sources, static analysis'
	@echo 'make bench [MACHINE=M]  instructions per exit, and other costs'
	@echo 'make all [KDIR=DIR]     everything for the running kernel, or the'
	@echo '                        one whose headers are in DIR'
	@echo 'make install [DESTDIR=DIR]'
	@echo 'make clean'
	@echo
	@echo 'MACHINE=$(MACHINE) SMP=$(SMP) MEMORY=$(MEMORY) KERNEL=$(KERNEL)'

all: hypervisor inmates configs tools driver

hypervisor inmates configs tools:
	@$(MAKE) --no-print-directory -C $@ all $(FOR_MACHINE)

KDIR ?= /lib/modules/$(shell uname -r)/build
driver:
	@$(MAKE) --no-print-directory -C driver all KDIR=$(KDIR) $(FOR_MACHINE)

install: all
	@for d in hypervisor inmates configs tools driver; do \
		$(MAKE) --no-print-directory -C $$d install \
			DESTDIR=$(DESTDIR) KDIR=$(KDIR) $(FOR_MACHINE) || \
			exit; done

# The blobs alone: only they depend on the shape of a machine.
install-configs:
	@$(MAKE) --no-print-directory -C configs install DESTDIR=$(DESTDIR) \
		$(FOR_MACHINE)

# What an emulated machine has installed; called by tests/vm/run.
stage: KDIR = $(shell tests/vm/kernel $(KERNEL) \
	--arch $(if $(filter arm64,$(ARCH)),arm64,amd64))/build
stage:
	@tests/setup build
	@rm -rf $(DESTDIR)
	@$(MAKE) --no-print-directory install KDIR=$(KDIR) DESTDIR=$(DESTDIR) \
		MACHINE=$(MACHINE) SMP=$(SMP) MEMORY=$(MEMORY)

demo:
	@tests/setup build vm
	@tests/vm/demo $(MACHINE)

shell:
	@tests/setup build vm
	@tests/vm/run $(MACHINE) --smp $(SMP) --memory $(MEMORY) \
		--kernel $(KERNEL) --interactive

check:
	@tests/setup build vm check
	@tests/check

check-all:
	@tests/setup build vm check
	@tests/check --all

check-unit:
	@$(MAKE) --no-print-directory -C tests/unit run TEST=$(TEST)

check-py:
	@python3 -m pytest -q tests/py

check-vm:
	@tests/check --vm $(if $(TEST),--case $(TEST)) $(ONLY_MACHINE)

check-mutants:
	@tests/setup build vm check
	@tests/mutants/run $(MUTANT)

lint:
	@tests/setup vm check
	@tests/check --lint

bench:
	@tests/setup build vm
	@$(MAKE) --no-print-directory stage DESTDIR=$(OUTPUT)/bench/stage
	@$(MAKE) --no-print-directory -C tests/bench $(FOR_MACHINE)
	@$(MAKE) --no-print-directory -C tests/bare $(FOR_MACHINE)
	@tests/bench/bench --machine $(MACHINE) --build $(O) \
		--stage $(OUTPUT)/bench/stage

clean:
	rm -rf $(O)
