/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loading the driver. libkmod is opened when it is needed: with the cryptography
 * that it brings along, starting any other command would take several times as
 * long as what the command does.
 */
#include <dlfcn.h>
#include <errno.h>
#include <libkmod.h>
#include <string.h>
#include <sys/utsname.h>

#include "tool.h"

#define DRIVER		"jailhouse"
#define LIBKMOD		"libkmod.so.2"

#define KMOD_FUNCTIONS(each)						\
	each(kmod_new) each(kmod_unref) each(kmod_list_next)		\
	each(kmod_module_new_from_lookup) each(kmod_module_get_module)	\
	each(kmod_module_probe_insert_module) each(kmod_module_unref)	\
	each(kmod_module_unref_list)

/* Pointers to them, by their own names. */
struct kmod {
#define MEMBER(name)	__typeof__(name) *name;
	KMOD_FUNCTIONS(MEMBER)
#undef MEMBER
};

/* Return: 0, or -1 after printing a message. */
static int open_kmod(struct kmod *kmod)
{
	void *library = dlopen(LIBKMOD, RTLD_NOW | RTLD_LOCAL);
	bool complete = library;

#define FIND(name)							\
	if (complete) {							\
		*(void **)&kmod->name = dlsym(library, #name);		\
		complete = kmod->name;					\
	}
	KMOD_FUNCTIONS(FIND)
#undef FIND
	if (complete)
		return 0;
	tool_fail(NULL, NULL,
		  "the kernel module " DRIVER " is not loaded, and cannot be: %s. Install libkmod, or run \"modprobe " DRIVER "\".",
		  dlerror());
	return -1;
}

static int load_failed(int err)
{
	struct utsname kernel = { .release = "?" };

	uname(&kernel);
	if (err == -ENOENT)
		tool_fail(NULL, NULL,
			  "the kernel module " DRIVER " is not installed for the running kernel %s. Run \"make install\" and \"depmod\" for this kernel.",
			  kernel.release);
	else if (err == -EPERM || err == -EACCES)
		tool_fail(NULL, NULL,
			  "no permission to load the kernel module " DRIVER ". Run as root.");
	else
		tool_fail(NULL, NULL,
			  "the kernel module " DRIVER " cannot be loaded: %s. See the kernel's log (dmesg).",
			  strerror(-err));
	return -1;
}

/* Return: 0 or a negative error number. */
static int insert_modules(const struct kmod *kmod, struct kmod_list *list)
{
	const struct kmod_list *item;
	struct kmod_module *module;
	int err = list ? 0 : -ENOENT;

	for (item = list; item && !err;
	     item = kmod->kmod_list_next(list, item)) {
		module = kmod->kmod_module_get_module(item);
		err = kmod->kmod_module_probe_insert_module(module, 0, NULL,
							    NULL, NULL, NULL);
		kmod->kmod_module_unref(module);
	}
	return err;
}

int driver_load(void)
{
	struct kmod_list *list = NULL;
	struct kmod_ctx *ctx;
	struct kmod kmod;
	int err = -ENOMEM;

	if (open_kmod(&kmod) < 0)
		return -1;
	ctx = kmod.kmod_new(NULL, NULL);
	if (ctx)
		err = kmod.kmod_module_new_from_lookup(ctx, DRIVER, &list);
	if (!err)
		err = insert_modules(&kmod, list);
	kmod.kmod_module_unref_list(list);
	kmod.kmod_unref(ctx);
	return err ? load_failed(err) : 0;
}
