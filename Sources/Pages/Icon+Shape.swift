extension Icon {
    /// What is drawn: stroke 1.5, round ends, never filled (the style sheet says so).
    var shape: HTML {
        switch self {
        case .again:
            "<path d=\"M13.5 5A6 6 0 1 0 14 8.5M13.5 1.5V5H10\"/>"
        case .assign:
            """
            <circle cx="5.5" cy="5" r="2.5"/>\
            <path d="M1 13.5c.4-2.7 2-4 4.5-4 1.2 0 2.2.3 3 .9M10 12h5m-2-2 2 2-2 2"/>
            """
        case .bell:
            "<path d=\"M3.5 11.5V7a4.5 4.5 0 0 1 9 0v4.5l1 1h-11zM6.5 14.5h3\"/>"
        case .book:
            """
            <path d="M2.5 2.5h4A1.5 1.5 0 0 1 8 4v10a1.5 1.5 0 0 0-1.5-1.5h-4zM13.5 2.5h-4A1.5 1.5 0 0 0 8 \
            4v10a1.5 1.5 0 0 1 1.5-1.5h4z"/>
            """
        case .check:
            "<path d=\"m2.5 8.5 3.5 4 7.5-9\"/>"
        case .clip:
            "<path d=\"m13 7-5.25 5.25a3 3 0 0 1-4.25-4.25L9 2.5a2 2 0 0 1 3 3L6.5 11a1 1 0 0 1-1.5-1.5L10 4.5\"/>"
        case .close:
            "<path d=\"m3.5 3.5 9 9m0-9-9 9\"/>"
        case .done:
            "<circle cx=\"8\" cy=\"8\" r=\"6.5\"/><path d=\"m5 8.25 2.25 2.25L11 5.75\"/>"
        case .down:
            "<path d=\"m3.5 6 4.5 4.5L12.5 6\"/>"
        case .donelate:
            "<path d=\"M14.5 8A6.5 6.5 0 1 1 8 1.5\"/><path d=\"m5 8.25 2.25 2.25L13.5 3\"/>"
        case .file:
            "<path d=\"M3.5 1.5h6l3.5 3.5v9.5H3.5zM9.5 1.5V5H13\"/>"
        case .go:
            "<circle cx=\"8\" cy=\"8\" r=\"6.5\"/><path d=\"M6.5 5.25 10.5 8l-4 2.75z\"/>"
        case .hub:
            """
            <circle cx="8" cy="8" r="2"/><circle cx="2.75" cy="3.5" r="1.25"/><circle cx="13.25" cy="3.5" r="1.25"/>\
            <circle cx="2.75" cy="12.5" r="1.25"/><circle cx="13.25" cy="12.5" r="1.25"/>\
            <path d="m3.75 4.4 2.7 2.3m5.8-2.3-2.7 2.3m-5.8 4.9 2.7-2.3m5.8 2.3-2.7-2.3"/>
            """
        case .in:
            "<circle cx=\"8\" cy=\"8\" r=\"6.5\"/><path d=\"M5 8h6\"/>"
        case .inbox:
            "<path d=\"M1.5 9.5 4 3h8l2.5 6.5v4h-13zM1.5 9.5h4L6.5 11h3l1-1.5h4\"/>"
        case .key:
            "<circle cx=\"5\" cy=\"11\" r=\"3\"/><path d=\"m7.25 8.75 6.25-6.25M11 5l2 2\"/>"
        case .late:
            "<path d=\"M8 1.5 15 14H1z\"/><path d=\"M8 6v4M8 11.9v.1\"/>"
        case .left:
            "<path d=\"M10 3.5 5.5 8l4.5 4.5\"/>"
        case .menu:
            "<path d=\"M2 4h12M2 8h12M2 12h12\"/>"
        case .near:
            "<circle cx=\"8\" cy=\"8\" r=\"6.5\"/><path d=\"M8 4v4.25l2.75 1.5\"/>"
        case .none:
            "<circle cx=\"8\" cy=\"8\" r=\"6.5\" stroke-dasharray=\"2.2 2.3\"/>"
        case .out:
            "<path d=\"M9 2h5v5M14 2 7.5 8.5M12 9.5V14H2V4h4.5\"/>"
        case .pen:
            "<path d=\"M2 14l1-4L11 2l3 3-8 8zM9.5 3.5l3 3\"/>"
        case .person:
            "<circle cx=\"8\" cy=\"5\" r=\"2.75\"/><path d=\"M2.5 14c.6-3 2.7-4.5 5.5-4.5s4.9 1.5 5.5 4.5\"/>"
        case .plus:
            "<path d=\"M8 2.5v11M2.5 8h11\"/>"
        case .print:
            "<path d=\"M4 6V1.5h8V6M4 12H1.5V6h13v6H12M4 9.5h8v5H4z\"/>"
        case .right:
            "<path d=\"M6 3.5 10.5 8 6 12.5\"/>"
        case .save:
            "<path d=\"M8 1.5V10M4.5 6.5 8 10l3.5-3.5M2 12v2.5h12V12\"/>"
        case .search:
            "<circle cx=\"7\" cy=\"7\" r=\"4.5\"/><path d=\"m10.5 10.5 4 4\"/>"
        case .send:
            "<path d=\"M14.5 1.5 1.5 6.5l5 2.5 2.5 5.5zM14.5 1.5l-8 7.5\"/>"
        case .spark:
            "<path d=\"M8 1.5 9.6 6.4 14.5 8 9.6 9.6 8 14.5 6.4 9.6 1.5 8 6.4 6.4z\"/>"
        case .swap:
            "<path d=\"M2 5.5h11M10 2.5l3 3-3 3M14 11H3M6 8l-3 3 3 3\"/>"
        case .urgent1:
            "<path d=\"m3.5 10.5 4.5-5 4.5 5\"/>"
        case .urgent2:
            "<path d=\"m3.5 8.5 4.5-5 4.5 5M3.5 13 8 8l4.5 5\"/>"
        case .urgent3:
            "<path d=\"M9 1.5 3 9h4.5L6.5 14.5 13 6.5H8.5z\"/>"
        }
    }
}
