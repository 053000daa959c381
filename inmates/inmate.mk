# SPDX-License-Identifier: BSD-2-Clause
# How to build an inmate; for this tree and for inmates kept elsewhere.
#
#	JAILHOUSE := /path/to/this/tree
#	include $(JAILHOUSE)/inmates/inmate.mk
#	$(eval $(call inmate,mine,main.c more.c))
#
# builds $(BUILD)/mine.bin. The library must have been built before
# (make -C $(JAILHOUSE)/inmates lib).

JAILHOUSE ?= $(abspath $(dir $(lastword $(MAKEFILE_LIST)))/..)
INMATE_LIB ?= $(JAILHOUSE)/build/inmates/lib/inmates.a
BUILD ?= build

# x86 or arm64; the latter with CROSS_COMPILE unless the host is one.
ARCH ?= x86
CC := $(CROSS_COMPILE)gcc
OBJCOPY := $(CROSS_COMPILE)objcopy
AR := $(CROSS_COMPILE)ar

# make V=1 shows the commands.
Q := $(if $(V),,@)
say = @printf '  %-3s %s\n' $(1) $(patsubst $(BUILD)/%,%,$(2))

INMATE_LDS := $(JAILHOUSE)/inmates/lib/$(ARCH)/inmate.lds
INMATE_INCLUDES := -I$(JAILHOUSE)/inmates/lib/include \
	-I$(JAILHOUSE)/hypervisor/include \
	-I$(JAILHOUSE)/hypervisor/arch/$(ARCH)/include -I$(JAILHOUSE)/include
# The image's place, and whatever else there is to be configured.
INMATE_CONFIG := $(if $(wildcard $(JAILHOUSE)/include/jailhouse/config.h),\
	-include jailhouse/config.h)
INMATE_BASE := $(shell echo CONFIG_INMATE_BASE | $(CC) -E -P -x c \
	-D__ASSEMBLER__ $(INMATE_INCLUDES) $(INMATE_CONFIG) \
	-include inmate/layout.h - | tail -n 1)
INMATE_CFLAGS_x86 := -fno-jump-tables -fcf-protection=none -m64 -mno-red-zone
INMATE_CFLAGS_arm64 := -march=armv8-a -mno-outline-atomics -mstrict-align \
	-mbranch-protection=none -fno-tree-loop-distribute-patterns
INMATE_CFLAGS := -std=gnu11 -O2 -g -ffreestanding -fno-builtin -fno-pic \
	-fno-pie -fno-stack-protector -fno-strict-aliasing \
	-fno-asynchronous-unwind-tables $(INMATE_CFLAGS_$(ARCH)) \
	-mgeneral-regs-only \
	-ffunction-sections -fdata-sections -Wall -Wextra -Werror -Wshadow \
	-Wmissing-prototypes -Wstrict-prototypes -Wundef $(INMATE_INCLUDES) \
	$(INMATE_CONFIG)
INMATE_LDFLAGS := -nostdlib -static -Wl,--build-id=none \
	-Wl,--gc-sections -Wl,-z,max-page-size=4096 \
	-Wl,--no-warn-rwx-segments '-Wl,--defsym=INMATE_BASE=$(INMATE_BASE)' \
	-Wl,-T,$(INMATE_LDS)

# $(call inmate,NAME,SOURCES): sources are relative to the Makefile.
define inmate
INMATES += $(BUILD)/$(1).bin
$(BUILD)/$(1).elf: $(patsubst %.c,$(BUILD)/obj/%.o,$(2)) $(INMATE_LIB) $(INMATE_LDS)
	$$(call say,LD,$$@)
	$$(Q)$$(CC) $$(INMATE_LDFLAGS) -o $$@ $$(filter %.o %.a,$$^)
-include $(patsubst %.c,$(BUILD)/obj/%.d,$(2))
endef

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(INMATE_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/%.bin: $(BUILD)/%.elf
	$(Q)$(OBJCOPY) -O binary $< $@
