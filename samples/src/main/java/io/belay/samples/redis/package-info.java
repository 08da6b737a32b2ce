/** Redis: answers in order, and a probe that stands in line with the requests. */
@NullMarked
package io.belay.samples.redis;

import org.jspecify.annotations.NullMarked;
