// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * /dev/jailhouse: management calls, and the hypervisor's console as a stream.
 */
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "driver.h"

/** The hypervisor does not interrupt: new text is looked for this often. */
#define POLL_INTERVAL	(HZ / 10)
#define MISSED_LENGTH	64

/** Protects everything below up to the wait queue. */
static DEFINE_MUTEX(lock);
/** The ring of the running hypervisor, NULL if there is none. */
static const struct jailhouse_virt_console *ring;
/** What the last hypervisor left. */
static struct jailhouse_virt_console kept;
/** Counts rings; 0: there was none yet. */
static unsigned int generation;
static bool permitted;

static DECLARE_WAIT_QUEUE_HEAD(readers);
static void look_for_text(struct work_struct *work);
static DECLARE_DELAYED_WORK(looker, look_for_text);

/** Per open file. */
struct reader {
	struct mutex lock;
	unsigned int generation;
	/** Next byte to read, counts like the ring's tail. */
	u32 position;
	/** Text on its way to the user. */
	char text[MISSED_LENGTH + JAILHOUSE_CONSOLE_SIZE];
	unsigned int length;
	unsigned int done;
};

static const struct jailhouse_virt_console *current_ring(void)
{
	return ring ? ring : &kept;
}

static u32 oldest(u32 tail)
{
	return tail > JAILHOUSE_CONSOLE_SIZE ? tail - JAILHOUSE_CONSOLE_SIZE : 0;
}

/*
 * Copy from @position on, or from the oldest byte if that is gone. A writer
 * that is at work all the time yields what can be had: some garbled bytes.
 * Return: bytes; *position is moved to the first byte copied. Lock is held.
 */
static unsigned int copy_ring(char *buffer, u32 *position)
{
	const struct jailhouse_virt_console *from = current_ring();
	unsigned int try, i, length = 0;
	u32 busy, tail, start = *position;

	for (try = 0; try < 100; try++) {
		busy = READ_ONCE(from->busy);
		smp_rmb();
		tail = READ_ONCE(from->tail);
		start = *position;
		if (tail - start > JAILHOUSE_CONSOLE_SIZE)
			start = oldest(tail);
		length = tail - start;
		for (i = 0; i < length; i++)
			buffer[i] = from->content[(start + i) %
						  JAILHOUSE_CONSOLE_SIZE];
		smp_rmb();
		if (!(busy & 1) && busy == READ_ONCE(from->busy))
			break;
		cpu_relax();
	}
	*position = start;
	return length;
}

size_t console_snapshot(char *buffer)
{
	u32 position;
	size_t length;

	mutex_lock(&lock);
	position = oldest(READ_ONCE(current_ring()->tail));
	length = copy_ring(buffer, &position);
	mutex_unlock(&lock);
	return length;
}

void console_attach(const struct jailhouse_virt_console *new_ring, bool allowed)
{
	mutex_lock(&lock);
	ring = new_ring;
	permitted = allowed;
	generation++;
	mutex_unlock(&lock);
	wake_up_interruptible(&readers);
}

void console_detach(void)
{
	mutex_lock(&lock);
	memcpy(&kept, (const void *)ring, sizeof(kept));
	kept.busy = 0;
	ring = NULL;
	mutex_unlock(&lock);
	wake_up_interruptible(&readers);
}

void console_exit(void)
{
	cancel_delayed_work_sync(&looker);
}

/* Both unlocked: a wrong answer is corrected at the next look. */
static void look_for_text(struct work_struct *work)
{
	if (!waitqueue_active(&readers))
		return;
	wake_up_interruptible(&readers);
	schedule_delayed_work(&looker, POLL_INTERVAL);
}

/* Whether read() has something to say, be it an error. */
static bool has_news(struct reader *reader)
{
	bool news;

	mutex_lock(&lock);
	news = reader->done < reader->length ||
		(generation > 0 && (!permitted ||
				    reader->generation != generation ||
				    reader->position != current_ring()->tail));
	if (reader->generation != generation && generation > 0 && permitted)
		news = current_ring()->tail != 0;
	mutex_unlock(&lock);
	return news;
}

/* Fetch new text into the reader's buffer. Return: 0 or a negative errno. */
static int fetch(struct reader *reader)
{
	u32 start, missed;
	int prefix = 0;
	int ret = 0;

	mutex_lock(&lock);
	if (generation == 0)
		goto out;
	if (!permitted) {
		ret = -EPERM;
		goto out;
	}
	if (reader->generation != generation) {
		reader->generation = generation;
		reader->position = oldest(READ_ONCE(current_ring()->tail));
	}

	start = reader->position;
	reader->length = copy_ring(reader->text + MISSED_LENGTH, &start);
	missed = start - reader->position;
	if (missed > 0)
		prefix = scnprintf(reader->text, MISSED_LENGTH,
				   "<missed %u bytes of console log>\n",
				   missed);
	memmove(reader->text + prefix, reader->text + MISSED_LENGTH,
		reader->length);
	reader->position = start + reader->length;
	reader->length += prefix;
	reader->done = 0;
out:
	mutex_unlock(&lock);
	return ret;
}

/* Wait until there is text. Return: 0, or a negative errno. */
static int wait_for_text(struct reader *reader, bool nonblocking)
{
	int ret;

	while (true) {
		ret = fetch(reader);
		if (ret || reader->done < reader->length)
			return ret;
		if (nonblocking)
			return READ_ONCE(hv.enabled) ? 0 : -EAGAIN;
		wait_event_interruptible_timeout(readers, has_news(reader),
						 POLL_INTERVAL);
		if (signal_pending(current))
			return -EINTR;
	}
}

static ssize_t console_read(struct file *file, char __user *buffer,
			    size_t size, loff_t *offset)
{
	struct reader *reader = file->private_data;
	ssize_t ret = 0;

	if (mutex_lock_interruptible(&reader->lock))
		return -EINTR;
	if (reader->done == reader->length)
		ret = wait_for_text(reader, file->f_flags & O_NONBLOCK);
	if (ret == 0) {
		size = min_t(size_t, size, reader->length - reader->done);
		if (copy_to_user(buffer, reader->text + reader->done, size))
			ret = -EFAULT;
		else
			ret = size;
	}
	if (ret > 0)
		reader->done += ret;
	mutex_unlock(&reader->lock);
	return ret;
}

static __poll_t console_poll(struct file *file, struct poll_table_struct *wait)
{
	struct reader *reader = file->private_data;

	poll_wait(file, &readers, wait);
	if (has_news(reader))
		return EPOLLIN | EPOLLRDNORM;
	schedule_delayed_work(&looker, POLL_INTERVAL);
	return 0;
}

static int console_open(struct inode *inode, struct file *file)
{
	struct reader *reader = kzalloc(sizeof(*reader), GFP_KERNEL);

	if (!reader)
		return -ENOMEM;
	mutex_init(&reader->lock);
	file->private_data = reader;
	return nonseekable_open(inode, file);
}

static int console_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

const struct file_operations jailhouse_fops = {
	.owner = THIS_MODULE,
	.open = console_open,
	.release = console_release,
	.read = console_read,
	.poll = console_poll,
	.unlocked_ioctl = jailhouse_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};
