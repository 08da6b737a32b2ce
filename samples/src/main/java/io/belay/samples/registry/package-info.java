/** Endpoints from a registry. */
@NullMarked
package io.belay.samples.registry;

import org.jspecify.annotations.NullMarked;
