work-title = Mon travail
work-summary = { $held ->
    [0] Vous n'avez aucune demande en main.
    [one] Vous avez une demande en main.
   *[other] Vous avez { $held } demandes en main.
 } Aujourd'hui : { $done } terminées.
work-next = Prendre la suivante
work-held = En main
work-held-none = Rien en ce moment.
work-due = À rappeler, jour convenu
work-due-none = Aucun rappel convenu pour aujourd'hui.
work-done = Terminées aujourd'hui
work-done-none = Rien encore.
work-about-done = { $outcome }, { $time }
work-leave = Absence
work-leave-how = Vous partez ? Tout ce que vous avez en main revient dans la file, à sa place.
work-leave-do = Tout rendre à la file
work-left = { $count ->
    [0] Vous n'aviez rien en main.
    [one] Une demande est rendue à la file.
   *[other] { $count } demandes sont rendues à la file.
 }
