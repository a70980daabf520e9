"""Discussion: comments on anything Daylight shows, the bodies' answers, moderation, and complaints."""
