/**
 * A client's meters, for those who have Micrometer. Nothing else in this module needs it: without
 * its jar the client works, and this package does not.
 */
@NullMarked
package io.belay.client.metrics;

import org.jspecify.annotations.NullMarked;
